namespace LocalPostgres;

/// <summary>
/// A local PostgreSQL server could not be found, initialised, started or stopped. The message says what was tried and, where the server said
/// something, its last words.
/// </summary>
/// <param name="message">A sentence for the person at the terminal.</param>
/// <param name="innerException">What caused it, where there is one.</param>
public sealed class LocalPostgresException(string message, Exception? innerException = null) : Exception(message, innerException);
