using System.Reflection;
using Functions.Embedded.Discovery;
using Functions.Embedded.Settings;
using Microsoft.Azure.Functions.Worker;

namespace Functions.Embedded.Timers;

/// <summary>Timer triggers: the schedule, and the <see cref="TimerInfo"/>.</summary>
sealed class TimerBindings : TriggerBindings
{
    public override string Allowed =>
        "a timer function's parameters are TimerInfo, FunctionContext, CancellationToken and [DurableClient] DurableTaskClient";

    public override void Prepare(FunctionDraft draft)
    {
        var who = $"The schedule of parameter '{draft.TriggerParameter.Name}' of function '{draft.Name}'";
        var schedule = SettingNames.Resolve(((TimerTriggerAttribute)draft.Trigger).Schedule, draft.Configuration, who);
        draft.Schedule = TimerSchedule.Parse(schedule, TimerZone.Find(draft.Configuration)) ?? throw draft.Wrong(
            draft.TriggerParameter,
            $"has the bad schedule '{schedule}': it must be an NCRONTAB expression of 5 or 6 fields or an interval above 0 as hh:mm:ss.");
        if (draft.Method.GetCustomAttribute<RetryAttribute>() is { } retry && TimerRetry.From(retry) is null)
        {
            throw draft.Wrong(
                $"has a {retry.GetType().Name} with a wrong count or interval: -1 or more, and hh:mm:ss with the smaller first.");
        }
    }

    public override ParameterBinder? Bind(ParameterInfo parameter, FunctionDraft draft) =>
        parameter.ParameterType == typeof(TimerInfo)
            ? context => ValueTask.FromResult<object?>(context.Features.Get<TimerInfo>())
            : null;
}
