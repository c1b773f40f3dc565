namespace ImportFunctions.Settings;

/// <summary>The application cannot start with these settings. The message says which one to set, and to what.</summary>
/// <param name="message">One sentence for each wrong setting.</param>
/// <param name="innerException">The error that told, if one did.</param>
public sealed class WrongSettingException(string message, Exception? innerException = null) : Exception(message, innerException)
{
    /// <summary>The sentence alone: hosts log what stops their start, and the reader needs to know what to do, not where it was found.</summary>
    /// <returns>The message.</returns>
    public override string ToString() => Message;
}
