namespace Microsoft.DurableTask.Entities;

/// <summary>How an entity is signalled.</summary>
public record SignalEntityOptions
{
    /// <summary>The earliest time the signal is delivered; null delivers it at once.</summary>
    public DateTimeOffset? SignalTime { get; init; }

    /// <summary>Defaults for true, no options for false and null.</summary>
    /// <param name="value">Whether there are options.</param>
    public static implicit operator SignalEntityOptions?(bool? value) => value is true ? new SignalEntityOptions() : null;

    /// <summary>Delivers the signal at a time.</summary>
    /// <param name="value">The earliest time.</param>
    public static implicit operator SignalEntityOptions(DateTimeOffset value) => new() { SignalTime = value };
}
