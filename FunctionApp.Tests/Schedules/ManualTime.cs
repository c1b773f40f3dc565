namespace ImportFunctions.Tests.Schedules;

/// <summary>A clock that stands still until it is set forward.</summary>
sealed class ManualTime(DateTimeOffset now) : TimeProvider
{
    DateTimeOffset _now = now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.Ticks;

    public DateTimeOffset Advance(TimeSpan by) => _now += by;

    public DateTimeOffset Set(DateTimeOffset to) => _now = to;
}
