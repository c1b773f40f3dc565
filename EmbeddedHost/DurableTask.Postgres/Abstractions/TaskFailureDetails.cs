using System.Diagnostics.CodeAnalysis;

namespace Microsoft.DurableTask;

/// <summary>Why a task failed, in a form that can be stored and sent.</summary>
/// <param name="ErrorType">The full name of the exception's type.</param>
/// <param name="ErrorMessage">The exception's message.</param>
/// <param name="StackTrace">The exception's stack trace, where it is known.</param>
/// <param name="InnerFailure">What caused the failure, if anything did.</param>
/// <param name="Properties">Further facts about the failure; null for none.</param>
public record TaskFailureDetails(
    string ErrorType,
    string ErrorMessage,
    string? StackTrace,
    TaskFailureDetails? InnerFailure,
    IDictionary<string, object?>? Properties)
{
    /// <summary>Describes an exception and everything that caused it.</summary>
    /// <param name="exception">The exception.</param>
    /// <returns>The details.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="exception"/> is null.</exception>
    public static TaskFailureDetails FromException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return Describe(exception);
    }

    /// <summary>The error's type and message.</summary>
    /// <returns>One line.</returns>
    public override string ToString() => $"{ErrorType}: {ErrorMessage}";

    /// <summary>Whether the failure is an exception of a type or of a type derived from it. Inner failures are not looked at.</summary>
    /// <typeparam name="T">The type of exception.</typeparam>
    /// <returns>False also when <see cref="ErrorType"/> names no type of a loaded assembly.</returns>
    public bool IsCausedBy<T>()
        where T : Exception
        => IsCausedBy(typeof(T));

    /// <summary>Whether the failure is an exception of a type or of a type derived from it. Inner failures are not looked at.</summary>
    /// <param name="targetBaseExceptionType">The type of exception.</param>
    /// <returns>False also when <see cref="ErrorType"/> names no type of a loaded assembly.</returns>
    /// <exception cref="ArgumentException"><paramref name="targetBaseExceptionType"/> is not a type of exception.</exception>
    public bool IsCausedBy(Type targetBaseExceptionType)
    {
        ArgumentNullException.ThrowIfNull(targetBaseExceptionType);
        if (!typeof(Exception).IsAssignableFrom(targetBaseExceptionType))
            throw new ArgumentException($"{targetBaseExceptionType} is not a type of exception.", nameof(targetBaseExceptionType));
        if (string.IsNullOrEmpty(ErrorType))
            return false;

        // The name carries no assembly, so a type of that name in any loaded assembly counts.
        return targetBaseExceptionType.ToString() == ErrorType || TypesNamed(ErrorType).Any(targetBaseExceptionType.IsAssignableFrom);
    }

    static IEnumerable<Type> TypesNamed(string name) => AppDomain.CurrentDomain.GetAssemblies()
        .Select(assembly => assembly.GetType(name, throwOnError: false))
        .OfType<Type>();

    [return: NotNullIfNotNull(nameof(exception))]
    static TaskFailureDetails? Describe(Exception? exception) => exception is null
        ? null
        : new TaskFailureDetails(
            exception.GetType().ToString(),
            exception.Message,
            exception.StackTrace,
            Describe(exception.InnerException),
            Properties: null);
}
