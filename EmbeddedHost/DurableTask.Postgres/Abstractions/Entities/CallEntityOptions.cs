namespace Microsoft.DurableTask.Entities;

/// <summary>How an entity is called. There is nothing to choose so far.</summary>
public record CallEntityOptions
{
}
