using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Http;

namespace Functions.Embedded.Http;

/// <summary>A request of ASP.NET Core in the worker's own model.</summary>
sealed class AspNetCoreHttpRequestData(FunctionContext context, HttpContext http) : HttpRequestData(context)
{
    HttpHeadersCollection? _headers;
    IReadOnlyCollection<IHttpCookie>? _cookies;

    public override Stream Body => http.Request.Body;

    public override HttpHeadersCollection Headers => _headers ??= new HttpHeadersCollection(
        http.Request.Headers.Select(h => KeyValuePair.Create(h.Key, h.Value.Select(v => v ?? ""))));

    public override IReadOnlyCollection<IHttpCookie> Cookies =>
        _cookies ??= http.Request.Cookies.Select(c => new HttpCookie(c.Key, c.Value)).ToArray();

    public override Uri Url { get; } = new(http.Request.GetEncodedUrl());

    public override IEnumerable<ClaimsIdentity> Identities => http.User.Identities;

    public override string Method => http.Request.Method;

    public static AspNetCoreHttpRequestData For(FunctionContext context, HttpContext http)
    {
        var request = context.Features.Get<AspNetCoreHttpRequestData>();
        if (request is not null)
            return request;
        request = new AspNetCoreHttpRequestData(context, http);
        context.Features.Set(request);
        return request;
    }

    public override HttpResponseData CreateResponse() => new AspNetCoreHttpResponseData(FunctionContext);
}
