namespace Microsoft.Azure.Functions.Worker;

/// <summary>A value of the trigger cannot be turned into a parameter's type; an HTTP caller sees it as 400.</summary>
public class FunctionInputConverterException : FunctionWorkerException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Which parameter, and what is wrong.</param>
    public FunctionInputConverterException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a cause.</summary>
    /// <param name="message">Which parameter, and what is wrong.</param>
    /// <param name="innerException">The cause.</param>
    public FunctionInputConverterException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
