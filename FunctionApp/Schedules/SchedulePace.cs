namespace ImportFunctions.Schedules;

/// <summary>Makes the setting's interval out of the timer's five seconds.</summary>
/// <param name="settings">The settings.</param>
/// <param name="time">The clock.</param>
public sealed class SchedulePace(ScheduleSettings settings, TimeProvider time)
{
    // A timer is a little early or late each time.
    static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    long? _last;

    /// <summary>Whether it is time for another look. Timers run one after another, so nobody else asks at the same time.</summary>
    /// <returns>Whether it is.</returns>
    public bool IsTime()
    {
        if (_last is { } last && time.GetElapsedTime(last) < settings.Interval - Tolerance)
            return false;
        _last = time.GetTimestamp();
        return true;
    }
}
