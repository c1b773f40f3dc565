using Microsoft.DurableTask;

namespace DurableTask.Postgres.Engine.Orchestrations;

/// <summary>Retries a durable call by its options, waiting on durable timers: every decision is made again alike on replay.</summary>
static class DurableRetry
{
    public static Task<T> RunAsync<T>(TaskOrchestrationContext context, TaskRetryOptions? retry, Func<Task<T>> call) => retry switch
    {
        { Policy: { } policy } => WithPolicyAsync(context, policy, call),
        { Handler: { } handler } => WithHandlerAsync(context, handler, call),
        _ => call(),
    };

    static async Task<T> WithPolicyAsync<T>(TaskOrchestrationContext context, RetryPolicy policy, Func<Task<T>> call)
    {
        var began = context.CurrentUtcDateTime;
        for (var attempt = 1; ; attempt++)
        {
            TaskFailedException failed;
            try
            {
                return await call();
            }
            catch (TaskFailedException e) when (!TaskNotFoundException.IsCauseOf(e.FailureDetails))
            {
                failed = e;
            }

            if (attempt >= policy.MaxNumberOfAttempts || !policy.Handle(failed))
            {
                throw Rethrow(failed);
            }

            var delay = DelayAfter(policy, attempt);
            if (policy.RetryTimeout > TimeSpan.Zero && policy.RetryTimeout != Timeout.InfiniteTimeSpan
                && context.CurrentUtcDateTime + delay - began >= policy.RetryTimeout)
            {
                throw Rethrow(failed);
            }

            if (delay > TimeSpan.Zero)
            {
                await context.CreateTimer(delay, CancellationToken.None);
            }
        }
    }

    static async Task<T> WithHandlerAsync<T>(TaskOrchestrationContext context, AsyncRetryHandler handler, Func<Task<T>> call)
    {
        var began = context.CurrentUtcDateTime;
        for (var attempt = 1; ; attempt++)
        {
            TaskFailedException failed;
            try
            {
                return await call();
            }
            catch (TaskFailedException e) when (!TaskNotFoundException.IsCauseOf(e.FailureDetails))
            {
                failed = e;
            }

            var state = new RetryContext(context, attempt, failed.FailureDetails, context.CurrentUtcDateTime - began, CancellationToken.None);
            if (!await handler(state))
            {
                throw Rethrow(failed);
            }
        }
    }

    static TimeSpan DelayAfter(RetryPolicy policy, int attempt)
    {
        var delay = policy.FirstRetryInterval.TotalMilliseconds * Math.Pow(policy.BackoffCoefficient, attempt - 1);
        var most = policy.MaxRetryInterval > TimeSpan.Zero ? policy.MaxRetryInterval.TotalMilliseconds : TimeSpan.MaxValue.TotalMilliseconds;
        return TimeSpan.FromMilliseconds(Math.Min(delay, Math.Min(most, TimeSpan.FromDays(3650).TotalMilliseconds)));
    }

    static TaskFailedException Rethrow(TaskFailedException failed)
        => new(failed.TaskName, failed.TaskId, failed.FailureDetails);
}
