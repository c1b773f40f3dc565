using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace DurableTask.Postgres.Tests.Abstractions;

public class RetryPolicyTests
{
    static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Has_the_packages_defaults()
    {
        var policy = new RetryPolicy(3, Second);

        Assert.Equal(3, policy.MaxNumberOfAttempts);
        Assert.Equal(Second, policy.FirstRetryInterval);
        Assert.Equal(1.0, policy.BackoffCoefficient);
        Assert.Equal(TimeSpan.FromHours(1), policy.MaxRetryInterval);
        Assert.Equal(Timeout.InfiniteTimeSpan, policy.RetryTimeout);
    }

    [Theory]
    [InlineData(0, 1, 1.0, null, null, "maxNumberOfAttempts")]
    [InlineData(-1, 1, 1.0, null, null, "maxNumberOfAttempts")]
    [InlineData(1, 0, 1.0, null, null, "firstRetryInterval")]
    [InlineData(1, -1, 1.0, null, null, "firstRetryInterval")]
    [InlineData(1, 1, 0.99, null, null, "backoffCoefficient")]
    [InlineData(1, 1, double.NaN, null, null, "backoffCoefficient")]
    [InlineData(1, 2, 1.0, 1, null, "maxRetryInterval")]
    [InlineData(1, 2, 1.0, null, 1, "retryTimeout")]
    public void Refuses_values_out_of_range(int attempts, int first, double backoff, int? longest, int? timeout, string parameter)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => new RetryPolicy(attempts, Second * first, backoff, Second * longest, Second * timeout));

        Assert.Equal(parameter, error.ParamName);
    }

    [Fact]
    public void Takes_infinite_limits()
    {
        var policy = new RetryPolicy(1, Second, 2, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        Assert.Equal(Timeout.InfiniteTimeSpan, policy.MaxRetryInterval);
        Assert.Equal(Timeout.InfiniteTimeSpan, policy.RetryTimeout);
    }

    [Fact]
    public void Repeats_every_failure_unless_told_otherwise()
    {
        var all = new RetryPolicy(3, Second);
        var some = new RetryPolicy(3, Second) { HandleFailure = failure => failure.IsCausedBy<IOException>() };

        Assert.True(all.Handle(Failed(new FormatException())));
        Assert.True(some.Handle(Failed(new EndOfStreamException())));
        Assert.False(some.Handle(Failed(new FormatException())));
    }

    [Fact]
    public void Judges_entity_failures_and_plain_exceptions_too()
    {
        var policy = new RetryPolicy(3, Second) { HandleFailure = failure => failure.IsCausedBy<IOException>() };
        var details = TaskFailureDetails.FromException(new IOException());

        Assert.True(policy.Handle(new EntityOperationFailedException(new EntityInstanceId("a", "b"), "op", details)));
        Assert.True(policy.Handle(new IOException()));
        Assert.False(policy.Handle(new FormatException()));
    }

    [Fact]
    public async Task Retry_options_hold_either_a_policy_or_a_handler()
    {
        var policy = new RetryPolicy(3, Second);
        RetryHandler handler = context => context.LastAttemptNumber < 3;
        TaskRetryOptions fromPolicy = policy;
        TaskRetryOptions fromHandler = handler;
        var context = new RetryContext(null!, 2, null!, Second, CancellationToken.None);

        Assert.Same(policy, fromPolicy.Policy);
        Assert.Null(fromPolicy.Handler);
        Assert.Null(fromHandler.Policy);
        Assert.True(await fromHandler.Handler!(context));
        Assert.False(await fromHandler.Handler!(context with { LastAttemptNumber = 3 }));
        Assert.Throws<ArgumentNullException>(() => new TaskRetryOptions((RetryPolicy)null!));
        Assert.Throws<ArgumentNullException>(() => TaskRetryOptions.FromRetryHandler((RetryHandler)null!));
    }

    static TaskFailedException Failed(Exception cause) => new("task", 1, TaskFailureDetails.FromException(cause));
}
