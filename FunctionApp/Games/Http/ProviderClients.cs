namespace ImportFunctions.Games.Http;

/// <summary>The one client for Lichess.</summary>
sealed class LichessHttp(ProviderOptions options, ImportSettings settings, HttpBudget budget, TimeProvider time)
    : ProviderHttp(options, settings, budget, time);

/// <summary>The one client for Chess.com.</summary>
sealed class ChessComHttp(ProviderOptions options, ImportSettings settings, HttpBudget budget, TimeProvider time)
    : ProviderHttp(options, settings, budget, time);
