using DurableTask.Postgres.Engine.Messages;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace DurableTask.Postgres.Engine.Entities;

/// <summary>One operation as entity code sees it.</summary>
sealed class EntityOperation(Message message, TaskEntityState state, TaskEntityContext context, DataConverter converter) : TaskEntityOperation
{
    public override string Name => message.Name!;

    public override TaskEntityContext Context => context;

    public override TaskEntityState State => state;

    public override bool HasInput => message.Payload is not null;

    public override object? GetInput(Type inputType)
        => message.Payload is null ? null : converter.Deserialize(message.Payload, inputType);
}
