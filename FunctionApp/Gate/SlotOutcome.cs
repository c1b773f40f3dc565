namespace ImportFunctions.Gate;

/// <summary>How the gate answered a request for a slot. The numbers travel in messages; they never change.</summary>
public enum SlotOutcome
{
    /// <summary>The import holds a slot and may work.</summary>
    Granted = 0,

    /// <summary>The import waits in the queue; the event <c>SlotGranted</c> will tell it.</summary>
    Queued = 1,

    /// <summary>Another run is importing this player, or the run was over already.</summary>
    Refused = 2,
}
