namespace DurableTask.Postgres.Engine;

/// <summary>What processes of a hub tell each other by NOTIFY. The text says what to look at, never what happened.</summary>
static class HubNotification
{
    /// <summary>To the owner: a client elsewhere created instances or sent messages.</summary>
    public const string Sent = "sent";

    /// <summary>To clients elsewhere: instances changed their status.</summary>
    public const string Changed = "changed";
}
