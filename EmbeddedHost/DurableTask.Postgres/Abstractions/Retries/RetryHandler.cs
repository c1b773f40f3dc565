namespace Microsoft.DurableTask;

/// <summary>Decides, as a part of the orchestrator and so deterministically, whether a failed call is repeated.</summary>
/// <param name="retryContext">The failure.</param>
/// <returns>True to repeat the call at once.</returns>
public delegate bool RetryHandler(RetryContext retryContext);
