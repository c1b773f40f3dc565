namespace ImportFunctions.Games.Http;

/// <summary>Carries an <see cref="ImportError"/> up to the provider's entry points, which turn it into a result.</summary>
sealed class ProviderFailure(ImportError error, Exception? inner = null) : Exception(error.Message, inner)
{
    /// <summary>What the caller is told.</summary>
    public ImportError Error { get; } = error;
}
