namespace Functions.Embedded.Timers;

/// <summary>Runs at a fixed distance.</summary>
sealed class IntervalSchedule(string text, TimeSpan interval) : TimerSchedule
{
    public override DateTimeOffset Next(DateTimeOffset after) => after + interval;

    public override string ToString() => text;
}
