using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace DurableTask.Postgres.Engine.Entities;

/// <summary>An entity's state while a batch of operations runs, with the point to which a failed operation goes back.</summary>
sealed class EntityStateCell(DataConverter converter, string? serialized) : TaskEntityState
{
    string? _current = serialized;
    string? _savepoint = serialized;
    object? _cached;

    /// <summary>The state after the last operation that succeeded.</summary>
    public string? Serialized => _savepoint;

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

        return _cached;
    }

    public override void SetState(object? state)
    {
        _current = state is null ? null : converter.Serialize(state);
        _cached = state;
    }

    public void Commit() => _savepoint = _current;

    public void RollBack()
    {
        _current = _savepoint;
        _cached = null;
    }
}
