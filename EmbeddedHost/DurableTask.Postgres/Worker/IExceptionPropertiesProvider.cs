namespace Microsoft.DurableTask.Worker;

/// <summary>Adds properties of an exception to the failure details that travel to the caller.</summary>
public interface IExceptionPropertiesProvider
{
    /// <summary>Picks the properties of an exception.</summary>
    /// <param name="exception">The exception, or one of its inner exceptions.</param>
    /// <returns>The properties, with values that the data converter can serialise; null for none.</returns>
    IDictionary<string, object?>? GetExceptionProperties(Exception exception);
}
