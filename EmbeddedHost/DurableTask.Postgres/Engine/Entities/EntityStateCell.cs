using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace DurableTask.Postgres.Engine.Entities;

/// <summary>An entity's state while a batch of operations runs, with the point to which a failed operation goes back.</summary>
/// <param name="converter">Turns the state into text and back.</param>
/// <param name="serialized">The stored state.</param>
/// <param name="stored">The object that was serialized to it, where an earlier batch left it.</param>
sealed class EntityStateCell(DataConverter converter, string? serialized, object? stored) : TaskEntityState
{
    // Shorter states are read again at once; idle entities would only hold them twice.
    const int WorthKeeping = 1024;


    string? _current = serialized;
    string? _savepoint = serialized;
    object? _cached = stored;
    bool _isStored = stored is not null;

    /// <summary>The state after the last operation that succeeded.</summary>
    public string? Serialized => _savepoint;

    /// <summary>The object whose serialized form <see cref="Serialized"/> is; null where there is none or it is not worth keeping.</summary>
    public object? Stored => _isStored && _savepoint is { Length: >= WorthKeeping } ? _cached : null;

    /// <summary>The state as the current operation has it.</summary>
    public string? Pending => _current;

    public override bool HasState => _current is not null;

    public override object? GetState(Type type)
    {
        if (_current is null)
        {
            return null;
        }

        if (_cached is null || !type.IsInstanceOfType(_cached))
        {
            _cached = converter.Deserialize(_current, type);
        }

        // Whoever has it may change it; it is what is stored again once it was set.
        _isStored = false;
        return _cached;
    }

    public override void SetState(object? state)
    {
        _current = state is null ? null : converter.Serialize(state);
        (_cached, _isStored) = (state, true);
    }

    public void Commit() => _savepoint = _current;

    public void RollBack()
    {
        _current = _savepoint;
        (_cached, _isStored) = (null, false);
    }
}
