using System.Reflection;
using Functions.Embedded.Durable;
using Functions.Embedded.Http;
using Functions.Embedded.Timers;

namespace Functions.Embedded.Discovery;

/// <summary>What is special to one kind of trigger when a function is read.</summary>
abstract class TriggerBindings
{
    public static TriggerBindings For(FunctionDraft draft) => draft.Kind switch
    {
        TriggerKind.Http => new HttpBindings(),
        TriggerKind.Timer => new TimerBindings(),
        TriggerKind.Orchestration => new OrchestrationBindings(),
        TriggerKind.Activity => new ActivityBindings(),
        _ => new EntityBindings(),
    };

    /// <summary>Whether functions of this kind may have a durable client.</summary>
    public virtual bool AllowsDurableClient => true;

    /// <summary>Checks the trigger itself and fills the draft.</summary>
    public virtual void Prepare(FunctionDraft draft)
    {
    }

    /// <summary>Binds a parameter that only this kind of trigger knows; null when it does not.</summary>
    public abstract ParameterBinder? Bind(ParameterInfo parameter, FunctionDraft draft);

    /// <summary>What a parameter may be, for the message about one that may not.</summary>
    public abstract string Allowed { get; }

    public virtual string? DurableName(FunctionDraft draft) => null;
}
