namespace ImportFunctions.Games;

/// <summary>Why an import cannot go on; travels in results, so that orchestrations can branch on it on every host.</summary>
/// <param name="Code">One of <see cref="ImportErrorCodes"/>.</param>
/// <param name="Message">A sentence for the person who started the import.</param>
/// <param name="Retryable">Whether trying again later can help.</param>
/// <param name="RetryAfterSeconds">How long to wait before that, or null where the provider gave no hint.</param>
public sealed record ImportError(string Code, string Message, bool Retryable, int? RetryAfterSeconds = null);
