using Microsoft.Azure.Functions.Worker;

namespace FunctionApp.Tests.Games.Import;

/// <summary>The context of an activity that is called without a host.</summary>
sealed class PlainContext : FunctionContext
{
    public override string InvocationId => "1";

    public override string FunctionId => "1";

    public override TraceContext TraceContext => throw new NotSupportedException();

    public override BindingContext BindingContext => throw new NotSupportedException();

    public override RetryContext RetryContext => throw new NotSupportedException();

    public override IServiceProvider InstanceServices { get; set; } = null!;

    public override FunctionDefinition FunctionDefinition => throw new NotSupportedException();

    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();

    public override IInvocationFeatures Features => throw new NotSupportedException();

    public override CancellationToken CancellationToken => CancellationToken.None;
}
