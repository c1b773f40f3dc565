namespace ImportFunctions.Gate;

/// <summary>Who goes first when imports wait for a slot. The numbers are stored; they never change.</summary>
public enum ImportPriority
{
    /// <summary>Before all others.</summary>
    Premium = 0,

    /// <summary>Somebody is watching: the default.</summary>
    Interactive = 1,

    /// <summary>Started by a schedule; nobody waits for it.</summary>
    Scheduled = 2,
}
