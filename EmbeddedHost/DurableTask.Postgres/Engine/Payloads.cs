namespace DurableTask.Postgres.Engine;

/// <summary>The limit on what travels through the hub.</summary>
static class Payloads
{
    /// <exception cref="ArgumentException">The payload is too long.</exception>
    public static void Check(string? payload, int most, string what)
    {
        if (payload?.Length > most)
        {
            throw new ArgumentException(
                $"{what} has {payload.Length} characters; {most} are allowed (PostgresTaskHubOptions.MaxPayloadLength). Pass a reference instead.");
        }
    }
}
