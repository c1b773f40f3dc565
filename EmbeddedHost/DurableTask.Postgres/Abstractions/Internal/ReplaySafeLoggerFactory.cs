using Microsoft.Extensions.Logging;

namespace Microsoft.DurableTask.Abstractions;

/// <summary>Makes loggers that are silent during replay.</summary>
sealed class ReplaySafeLoggerFactory(TaskOrchestrationContext context) : ILoggerFactory
{
    // Wrappers of contexts nest a few levels at most; a longer chain is a context that returns its own wrapper.
    const int MaxDepth = 16;

    public ILogger CreateLogger(string categoryName)
        => new ReplaySafeLogger(context, Unwrap(context.HostLoggerFactory).CreateLogger(categoryName));

    public void AddProvider(ILoggerProvider provider)
        => throw new NotSupportedException("Providers are added to the host's logger factory, not to the one of an orchestration.");

    public void Dispose()
    {
        // The host's factory outlives the orchestration.
    }

    /// <summary>
    /// The host's factory behind a factory: a context that wraps another one can have that one's replay-safe factory as its own, and
    /// its loggers would ask for replay twice.
    /// </summary>
    /// <exception cref="InvalidOperationException">A context uses its own replay-safe factory as its logger factory.</exception>
    public static ILoggerFactory Unwrap(ILoggerFactory factory)
    {
        for (var depth = 0; depth < MaxDepth; depth++)
        {
            if (factory is not ReplaySafeLoggerFactory wrapper)
                return factory;
            factory = wrapper.Context.HostLoggerFactory;
        }

        throw new InvalidOperationException(
            "The orchestration context's LoggerFactory leads back to its own ReplaySafeLoggerFactory; it has to be the host's factory.");
    }

    TaskOrchestrationContext Context => context;
}
