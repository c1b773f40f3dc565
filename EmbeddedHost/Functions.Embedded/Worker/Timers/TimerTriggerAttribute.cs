using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Runs a function on a schedule, in one process of the application at a time.</summary>
public sealed class TimerTriggerAttribute : TriggerBindingAttribute
{
    /// <summary>Creates the attribute.</summary>
    /// <param name="schedule">
    /// An NCRONTAB expression of 5 or 6 fields, an interval as <c>hh:mm:ss</c>, or the name of a setting that holds one: <c>%NAME%</c>.
    /// </param>
    public TimerTriggerAttribute(string schedule) => Schedule = schedule;

    /// <summary>The schedule.</summary>
    public string Schedule { get; }

    /// <summary>Whether the function also runs whenever the host starts.</summary>
    public bool RunOnStartup { get; set; }

    /// <summary>
    /// Whether the last run is remembered in the database, so that a run missed while the host was down is made up for once. Default
    /// true; always false for intervals under a minute.
    /// </summary>
    public bool UseMonitor { get; set; } = true;
}
