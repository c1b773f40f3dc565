namespace FaultHarness.Faults;

/// <summary>What can go wrong.</summary>
enum FaultKind
{
    /// <summary>The owner is killed with SIGKILL.</summary>
    Kill,

    /// <summary>Owner and standby are killed together.</summary>
    KillAll,

    /// <summary>The owner is asked to end with SIGTERM.</summary>
    Terminate,

    /// <summary>The owner is frozen past its lease, a standby takes over, and it is thawed.</summary>
    Freeze,

    /// <summary>The standby is frozen and thawed while the owner is killed.</summary>
    FreezeStandby,

    /// <summary>All connections of the owner are reset.</summary>
    Cut,

    /// <summary>The owner's connections are reset in the middle of a message to the server.</summary>
    CutInRequest,

    /// <summary>The owner's connections are reset after a whole commit was sent and before its answer.</summary>
    CutBeforeAnswer,

    /// <summary>The owner's connections hang, for shorter or longer than its lease.</summary>
    Stall,

    /// <summary>The standby's connections are reset.</summary>
    CutStandby,

    /// <summary>The driver's own client is cut off before an answer.</summary>
    CutClient,

    /// <summary>PostgreSQL is restarted as after a crash.</summary>
    DatabaseCrash,
}
