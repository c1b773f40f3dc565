using System.Text;
using ProviderSimulator.Faults;

namespace ProviderSimulator.Hosting;

/// <summary>Small answers that both providers give.</summary>
static class Answers
{
    /// <summary>Sends a text.</summary>
    public static Task SendAsync(HttpContext context, int status, string contentType, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = contentType;
        return context.Response.WriteAsync(body, Encoding.UTF8, context.RequestAborted);
    }

    /// <summary>Sends JSON that is at hand as text.</summary>
    public static Task JsonAsync(HttpContext context, int status, string body) => SendAsync(context, status, "application/json", body);

    /// <summary>Sends an HTML page with a title.</summary>
    public static Task HtmlAsync(HttpContext context, int status, string title) => SendAsync(context, status, "text/html; charset=utf-8",
        $"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>");

    /// <summary>Names the seconds to wait, when the fault has any.</summary>
    public static void RetryAfter(HttpContext context, Fault fault)
    {
        if (fault.RetryAfter is { } seconds) context.Response.Headers.RetryAfter = seconds.ToString();
    }
}
