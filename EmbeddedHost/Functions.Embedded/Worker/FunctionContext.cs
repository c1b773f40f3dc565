namespace Microsoft.Azure.Functions.Worker;

/// <summary>One invocation of a function: its identity, services, features and cancellation.</summary>
public abstract class FunctionContext
{
    /// <summary>A unique id of the invocation.</summary>
    public abstract string InvocationId { get; }

    /// <summary>The id of the function, stable as long as its name is.</summary>
    public abstract string FunctionId { get; }

    /// <summary>The distributed tracing context of the caller.</summary>
    public abstract TraceContext TraceContext { get; }

    /// <summary>What the trigger knows of the event.</summary>
    public abstract BindingContext BindingContext { get; }

    /// <summary>Which attempt this is, for functions with a retry attribute.</summary>
    public abstract RetryContext RetryContext { get; }

    /// <summary>The services of this invocation's scope.</summary>
    public abstract IServiceProvider InstanceServices { get; set; }

    /// <summary>The function that is invoked.</summary>
    public abstract FunctionDefinition FunctionDefinition { get; }

    /// <summary>Values that middleware and the function share during the invocation.</summary>
    public abstract IDictionary<object, object> Items { get; set; }

    /// <summary>The features of this invocation.</summary>
    public abstract IInvocationFeatures Features { get; }

    /// <summary>Cancelled when the caller goes away, the instance is terminated, or the host stops.</summary>
    public virtual CancellationToken CancellationToken { get; }
}
