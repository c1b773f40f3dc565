using System.Reflection;
using Functions.Embedded.Discovery;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace Functions.Embedded.Durable;

/// <summary>Orchestrators: the context and, as another parameter, the input.</summary>
sealed class OrchestrationBindings : TriggerBindings
{
    public override string Allowed =>
        "an orchestrator's parameters are the TaskOrchestrationContext, one input, FunctionContext and CancellationToken";

    public override bool AllowsDurableClient => false;

    public override string DurableName(FunctionDraft draft) =>
        ((OrchestrationTriggerAttribute)draft.Trigger).Orchestration ?? draft.Name;

    public override ParameterBinder? Bind(ParameterInfo parameter, FunctionDraft draft)
    {
        if (parameter.ParameterType == typeof(TaskOrchestrationContext))
            return context => ValueTask.FromResult<object?>(context.Features.Get<OrchestrationFeature>()!.Context);
        if (draft.InputParameter is not null)
            throw draft.Wrong(parameter, $"is a second input beside '{draft.InputParameter.Name}'; an orchestrator has one.");
        draft.InputParameter = parameter;
        return context => ValueTask.FromResult(InputValue.Of(parameter, context.Features.Get<OrchestrationFeature>()!.Input));
    }
}
