using ImportFunctions.Games.Budget;

namespace ImportFunctions.Games;

/// <summary>What an import carries from one generation of its orchestration to the next: counts and small page names, never games.</summary>
public sealed class ImportState
{
    /// <summary>The run.</summary>
    public Guid RunId { get; set; }

    /// <summary>When the run began (UTC).</summary>
    public DateTimeOffset BegunAt { get; set; }

    /// <summary>When it got its slot (UTC); null while it waits.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>How long it may work once it has its slot.</summary>
    public TimeSpan TimeLimit { get; set; }

    /// <summary>When it is stopped for taking too long (UTC).</summary>
    public DateTimeOffset Deadline { get; set; }

    /// <summary>Whether the pages are known.</summary>
    public bool Planned { get; set; }

    /// <summary>The pages to do, newest first.</summary>
    public List<PageSpec> Pages { get; set; } = [];

    /// <summary>How many pages may run at once.</summary>
    public int ParallelPages { get; set; } = 1;

    /// <summary>An estimate of the records to look at; null when unknown.</summary>
    public int? TotalGames { get; set; }

    /// <summary>What the run has done.</summary>
    public RunCounters Counters { get; set; } = RunCounters.Zero;

    /// <summary>The percentage shown last.</summary>
    public int Percent { get; set; }

    /// <summary>Errors of the provider in a row.</summary>
    public int Failures { get; set; }

    /// <summary>Before this time (UTC) the provider is not asked again; null when it may be.</summary>
    public DateTimeOffset? PausedUntil { get; set; }

    /// <summary>Since when the provider lets nothing through (UTC); null while it does.</summary>
    public DateTimeOffset? TroubledSince { get; set; }

    /// <summary>For how long it is waited for the provider before the import fails.</summary>
    public TimeSpan ProviderPatience { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Whether the progress says that the provider is waited for.</summary>
    public bool ShowsWait { get; set; }

    /// <summary>How many permits of the provider's budget the run has asked for.</summary>
    public int PermitsAsked { get; set; }

    /// <summary>The permit that is asked for, or held and not used yet; null when there is none.</summary>
    public HeldPermit? Permit { get; set; }

    /// <summary>The permits of the pages that work now.</summary>
    public List<int> PermitsInUse { get; set; } = [];

    /// <summary>How long the gate takes the import for alive after a sign of life; zero when it wants none.</summary>
    public TimeSpan Lease { get; set; }

    /// <summary>When the import last gave a sign of life (UTC).</summary>
    public DateTimeOffset RenewedAt { get; set; }

    /// <summary>Slots in use when the gate was last asked.</summary>
    public int SlotsInUse { get; set; }

    /// <summary>Slots there were when the gate was last asked.</summary>
    public int SlotLimit { get; set; }
}
