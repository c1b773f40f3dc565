using Microsoft.AspNetCore.Http;

namespace Functions.Embedded.Http;

sealed record HttpContextFeature(HttpContext HttpContext);
