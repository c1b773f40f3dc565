using System.Reflection;
using Functions.Embedded.Discovery;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Functions.Embedded.Durable;

/// <summary>Activities: the input or the context, and <c>instanceId</c> by name.</summary>
sealed class ActivityBindings : TriggerBindings
{
    const string InstanceId = "instanceId";

    public override string Allowed =>
        "an activity's parameters are its input, TaskActivityContext, string instanceId, FunctionContext, CancellationToken and " +
        "[DurableClient] DurableTaskClient";

    public override string DurableName(FunctionDraft draft) => ((ActivityTriggerAttribute)draft.Trigger).Activity ?? draft.Name;

    public override ParameterBinder? Bind(ParameterInfo parameter, FunctionDraft draft)
    {
        if (parameter.ParameterType == typeof(TaskActivityContext))
            return context => ValueTask.FromResult<object?>(context.Features.Get<ActivityFeature>()!.Context);
        if (draft.IsTrigger(parameter))
        {
            draft.InputParameter = parameter;
            return context => ValueTask.FromResult(InputValue.Of(parameter, context.Features.Get<ActivityFeature>()!.Input));
        }

        if (parameter.ParameterType == typeof(string) && string.Equals(parameter.Name, InstanceId, StringComparison.OrdinalIgnoreCase))
            return context => ValueTask.FromResult<object?>(context.Features.Get<ActivityFeature>()!.Context.InstanceId);
        return null;
    }
}
