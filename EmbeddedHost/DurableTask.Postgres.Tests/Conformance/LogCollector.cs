using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace DurableTask.Postgres.Tests.Conformance;

/// <summary>Keeps log messages, also over restarts of the application.</summary>
public sealed class LogCollector : ILoggerProvider
{
    readonly ConcurrentQueue<(string Category, string Message)> _messages = new();

    public IReadOnlyList<string> Messages(string category)
        => [.. _messages.Where(message => message.Category == category).Select(message => message.Message)];

    /// <summary>Everything that was logged, for the message of a test that fails.</summary>
    public override string ToString() => string.Join('\n', _messages.Select(message => $"{message.Category}: {message.Message}"));

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    sealed class Logger(LogCollector collector, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => collector._messages.Enqueue((category, formatter(state, exception)));
    }
}
