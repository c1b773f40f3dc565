namespace Functions.Embedded.Hosting;

/// <summary>The application cannot start: a function, a binding or a setting is wrong. The message is one sentence to act on.</summary>
public sealed class FunctionsStartupException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong, naming the function and parameter, or the setting.</param>
    /// <param name="innerException">The cause, if another error told.</param>
    public FunctionsStartupException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>The sentence alone: whoever prints an unhandled exception tells the reader what to do, not where it was found.</summary>
    /// <returns>The message.</returns>
    public override string ToString() => Message;
}
