namespace Microsoft.DurableTask;

/// <summary>
/// Decides, as a part of the orchestrator and so deterministically, whether a failed call is repeated. It may await durable tasks, such as
/// a timer for a delay.
/// </summary>
/// <param name="retryContext">The failure.</param>
/// <returns>True to repeat the call.</returns>
public delegate Task<bool> AsyncRetryHandler(RetryContext retryContext);
