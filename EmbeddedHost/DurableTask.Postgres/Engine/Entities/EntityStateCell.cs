using System.ComponentModel;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace DurableTask.Postgres.Engine.Entities;

/// <summary>An entity's state while a batch of operations runs, with the point to which a failed operation goes back.</summary>
/// <param name="converter">Turns the state into text and back.</param>
/// <param name="serialized">The stored state.</param>
/// <param name="stored">The object that was serialized to it, where an earlier batch left it.</param>
/// <param name="defer">
/// Whether a state whose type is marked <see cref="ImmutableObjectAttribute"/> stays an object until the batch ends. Of any other object
/// nobody knows what the next operation makes of it, so that its text is the only thing to go back to.
/// </param>
sealed class EntityStateCell(DataConverter converter, string? serialized, object? stored, bool defer) : TaskEntityState
{
    // Shorter states are read again at once; idle entities would only hold them twice.
    const int WorthKeeping = 1024;

    Version _current = new(serialized, stored);
    Version _savepoint = new(serialized, stored);

    // Whether an operation has the object and may have changed it without setting it.
    bool _isOut;

    /// <summary>The object whose serialized form is stored; null where there is none or it is not worth keeping.</summary>
    public object? Stored => !_isOut && _savepoint.Text is { Length: >= WorthKeeping } ? _savepoint.Object : null;

    /// <summary>The text of the state as the current operation has it; null as well where it is to be serialized later.</summary>
    public string? Pending => _current.Text;

    /// <summary>Whether <see cref="Serialize"/> has nothing to do.</summary>
    public bool IsSerialized => _savepoint is not { Text: null, Object: not null };

    public override bool HasState => _current != default;

    /// <summary>The state after the last operation that succeeded. Throws whatever the converter throws.</summary>
    public string? Serialize()
    {
        if (!IsSerialized)
            _savepoint = _savepoint with { Text = converter.Serialize(_savepoint.Object) };
        return _savepoint.Text;
    }

    public override object? GetState(Type type)
    {
        if (!HasState)
            return null;

        if (_current.Object is not { } state || !type.IsInstanceOfType(state))
        {
            var text = _current.Text ?? converter.Serialize(_current.Object)!;
            state = converter.Deserialize(text, type)!;
            _current = new(text, state);
        }

        _isOut |= !IsImmutable(state);
        return state;
    }

    public override void SetState(object? state)
    {
        if (state is null)
            _current = default;
        else if (!ReferenceEquals(state, _current.Object) || !IsImmutable(state))
            _current = new(defer && IsImmutable(state) ? null : converter.Serialize(state), state);
        _isOut = false;
    }

    public void Commit() => _savepoint = _current;

    public void RollBack()
    {
        if (_savepoint.Object is { } state && !IsImmutable(state))
            _savepoint = _savepoint with { Object = null };
        _current = _savepoint;
        _isOut = false;
    }

    static bool IsImmutable(object state) =>
        Attribute.GetCustomAttribute(state.GetType(), typeof(ImmutableObjectAttribute)) is ImmutableObjectAttribute { Immutable: true };

    // Text null and an object: not serialized yet.
    readonly record struct Version(string? Text, object? Object);
}
