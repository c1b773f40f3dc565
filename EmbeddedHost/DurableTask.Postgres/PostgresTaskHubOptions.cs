using Microsoft.DurableTask.Client;

namespace DurableTask.Postgres;

/// <summary>Where a task hub lives and how hard its owner works.</summary>
public sealed class PostgresTaskHubOptions
{
    /// <summary>The Npgsql connection string of the database that holds the hub. Required.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>
    /// The hub's name: letters and digits, beginning with a letter, 2 to 45 characters. The hub is a schema of its own, named
    /// <c>durable_</c> and this in lower case. Default <c>TaskHub</c>.
    /// </summary>
    public string HubName { get; set; } = "TaskHub";

    /// <summary>Activities that run at once in this process, 1 or more. Null takes the worker's concurrency options.</summary>
    public int? MaxConcurrentActivities { get; set; }

    /// <summary>Steps of orchestrations that run at once, 1 or more. Null takes twice the number of processors: steps never wait for I/O.</summary>
    public int? MaxConcurrentSteps { get; set; }

    /// <summary>Entities that work at once, 1 or more. Null takes the worker's concurrency options, at most 100.</summary>
    public int? MaxConcurrentEntities { get; set; }

    /// <summary>
    /// Orchestrations whose code is kept in memory between steps, 0 or more. One beyond it is replayed from its history when it goes
    /// on; with 0 every step is a replay, which is slow and brings code to light that is not deterministic. Default 10,000.
    /// </summary>
    public int MaxLoadedOrchestrations { get; set; } = 10_000;

    /// <summary>The longest payload (input, output, event, custom status, entity state) in characters. Default 16 Mi.</summary>
    public int MaxPayloadLength { get; set; } = 16 * 1024 * 1024;

    /// <summary>
    /// How long the owner's sign of life is valid; it is renewed three times as often. A process that is frozen for longer loses the hub.
    /// Default 4 seconds.
    /// </summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>How long a stopping process waits for running activities after cancelling them. Default 5 seconds.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long finished instances are kept, by status (Completed, Failed, Terminated); a status that is absent is kept for good.
    /// Default: Completed and Terminated 7 days, Failed 30 days.
    /// </summary>
    public IDictionary<OrchestrationRuntimeStatus, TimeSpan> Retention { get; } = new Dictionary<OrchestrationRuntimeStatus, TimeSpan>
    {
        [OrchestrationRuntimeStatus.Completed] = TimeSpan.FromDays(7),
        [OrchestrationRuntimeStatus.Terminated] = TimeSpan.FromDays(7),
        [OrchestrationRuntimeStatus.Failed] = TimeSpan.FromDays(30),
    };

    /// <summary>How often finished instances are looked for, in batches of 500. Default 1 minute.</summary>
    public TimeSpan RetentionInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>The schema that holds the hub.</summary>
    internal string Schema => "durable_" + HubName.ToLowerInvariant();

    /// <summary>Checks every member.</summary>
    /// <exception cref="InvalidOperationException">A member is out of its range; the message names it and says what is accepted.</exception>
    internal void Validate()
    {
        if (string.IsNullOrWhiteSpace(ConnectionString))
        {
            throw new InvalidOperationException("Set PostgresTaskHubOptions.ConnectionString to the Npgsql connection string of the task hub's database.");
        }

        if (HubName.Length is < 2 or > 45 || !char.IsAsciiLetter(HubName[0]) || !HubName.All(char.IsAsciiLetterOrDigit))
        {
            throw new InvalidOperationException(
                $"The task hub's name '{HubName}' must have 2 to 45 ASCII letters and digits and begin with a letter.");
        }

        Positive(MaxConcurrentActivities ?? 1, nameof(MaxConcurrentActivities));
        Positive(MaxConcurrentSteps ?? 1, nameof(MaxConcurrentSteps));
        Positive(MaxConcurrentEntities ?? 1, nameof(MaxConcurrentEntities));
        if (MaxLoadedOrchestrations < 0)
        {
            throw new InvalidOperationException($"PostgresTaskHubOptions.MaxLoadedOrchestrations must be 0 or more, not {MaxLoadedOrchestrations}.");
        }

        Positive(MaxPayloadLength, nameof(MaxPayloadLength));
        if (LeaseDuration < TimeSpan.FromMilliseconds(300))
        {
            throw new InvalidOperationException("PostgresTaskHubOptions.LeaseDuration must be at least 0.3 seconds.");
        }
    }

    static void Positive(int value, string name)
    {
        if (value < 1)
        {
            throw new InvalidOperationException($"PostgresTaskHubOptions.{name} must be 1 or more, not {value}.");
        }
    }
}
