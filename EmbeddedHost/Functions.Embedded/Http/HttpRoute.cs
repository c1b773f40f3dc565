using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Azure.Functions.Worker;

namespace Functions.Embedded.Http;

/// <summary>Where an HTTP function is found.</summary>
/// <param name="Pattern">The whole route, prefix included.</param>
/// <param name="Methods">The methods in upper case; empty for any.</param>
/// <param name="Level">The key needed.</param>
sealed record HttpRoute(RoutePattern Pattern, IReadOnlyList<string> Methods, AuthorizationLevel Level);
