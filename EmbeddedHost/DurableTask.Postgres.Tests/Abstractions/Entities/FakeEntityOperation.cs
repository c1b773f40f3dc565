using Microsoft.DurableTask;
using Microsoft.DurableTask.Converters;
using Microsoft.DurableTask.Entities;

namespace DurableTask.Postgres.Tests.Abstractions.Entities;

/// <summary>An operation whose input and state go through JSON, as they do in a task hub.</summary>
sealed class FakeEntityOperation(string name, string? input = null, string? state = null) : TaskEntityOperation
{
    public FakeState Stored { get; } = new(state);

    public override string Name => name;

    public override TaskEntityContext Context { get; } = new FakeContext();

    public override TaskEntityState State => Stored;

    public override bool HasInput => input is not null;

    public override object? GetInput(Type inputType) => JsonDataConverter.Default.Deserialize(input, inputType);

    public sealed class FakeState(string? json) : TaskEntityState
    {
        public string? Json { get; private set; } = json;

        /// <summary>How often the entity stored its state.</summary>
        public int Writes { get; private set; }

        public override bool HasState => Json is not null;

        public override object? GetState(Type type) => JsonDataConverter.Default.Deserialize(Json, type);

        public override void SetState(object? state)
        {
            Json = JsonDataConverter.Default.Serialize(state);
            Writes++;
        }
    }

    public sealed class FakeContext : TaskEntityContext
    {
        public override EntityInstanceId Id => new("Counter", "one");

        public override void SignalEntity(
            EntityInstanceId id, string operationName, object? input = null, SignalEntityOptions? options = null)
            => throw new NotSupportedException();

        public override string ScheduleNewOrchestration(TaskName name, object? input = null, StartOrchestrationOptions? options = null)
            => throw new NotSupportedException();
    }
}
