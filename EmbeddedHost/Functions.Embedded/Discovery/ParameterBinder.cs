using Microsoft.Azure.Functions.Worker;

namespace Functions.Embedded.Discovery;

/// <summary>Makes the value of one parameter. Completes synchronously for orchestrators.</summary>
delegate ValueTask<object?> ParameterBinder(FunctionContext context);
