using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;
using HttpCookie = Microsoft.Azure.Functions.Worker.Http.HttpCookie;
using SameSite = Microsoft.Azure.Functions.Worker.Http.SameSite;

namespace Functions.Embedded.Http;

/// <summary>A response that is kept in memory until the function has ended, then sent through ASP.NET Core.</summary>
sealed class AspNetCoreHttpResponseData(FunctionContext context) : HttpResponseData(context)
{
    readonly CookieList _cookies = new();

    public override HttpStatusCode StatusCode { get; set; } = HttpStatusCode.OK;

    public override HttpHeadersCollection Headers { get; set; } = new();

    public override Stream Body { get; set; } = new MemoryStream();

    public override HttpCookies Cookies => _cookies;

    public async Task SendAsync(HttpResponse response, CancellationToken cancellation)
    {
        response.StatusCode = (int)StatusCode;
        foreach (var (name, values) in Headers.NonValidated)
            response.Headers.Append(name, values.ToArray());
        foreach (var cookie in _cookies.Values)
            response.Cookies.Append(cookie.Name, cookie.Value, Options(cookie));
        if (Body.CanSeek)
        {
            Body.Position = 0;
            response.ContentLength = Body.Length;
        }

        await Body.CopyToAsync(response.Body, cancellation);
    }

    static CookieOptions Options(IHttpCookie cookie) => new()
    {
        Domain = cookie.Domain,
        Path = cookie.Path ?? "/",
        Expires = cookie.Expires,
        MaxAge = cookie.MaxAge is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        HttpOnly = cookie.HttpOnly ?? false,
        Secure = cookie.Secure ?? false,
        SameSite = cookie.SameSite switch
        {
            SameSite.Lax => SameSiteMode.Lax,
            SameSite.Strict => SameSiteMode.Strict,
            SameSite.ExplicitNone => SameSiteMode.None,
            _ => SameSiteMode.Unspecified,
        },
    };

    sealed class CookieList : HttpCookies
    {
        public List<IHttpCookie> Values { get; } = [];

        public override void Append(string name, string value) => Values.Add(new HttpCookie(name, value));

        public override void Append(IHttpCookie cookie) => Values.Add(cookie);

        public override IHttpCookie CreateNew() => new HttpCookie("", "");
    }
}
