namespace AppHost.Demo;

/// <summary>Why an import failed.</summary>
sealed record ImportFailure(string Code, string Message, bool Retryable);
