using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Functions.Embedded.Tests.Durable;

/// <summary>Speaks the durable management API as any other client would.</summary>
sealed class ManagementClient(HttpClient http)
{
    public const string Base = "/runtime/webhooks/durabletask";

    public Task<HttpResponseMessage> StartRawAsync(string name, string? id = null, string body = "", string query = "") =>
        http.PostAsync(
            $"{Base}/orchestrators/{name}/{Uri.EscapeDataString(id ?? "")}{query}",
            new StringContent(body, Encoding.UTF8, "application/json"));

    public async Task<string> StartAsync(string name, object? input = null, string? id = null)
    {
        var response = await StartRawAsync(name, id, input is null ? "" : JsonSerializer.Serialize(input));
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    public async Task<JsonElement> UntilAsync(string id, params string[] statuses)
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var status = await StatusAsync(id);
            if (statuses.Contains(status.GetProperty("runtimeStatus").GetString()))
                return status;
            await Task.Delay(20, timeout.Token);
        }
    }

    public Task<JsonElement> UntilFinishedAsync(string id) => UntilAsync(id, "Completed", "Failed", "Terminated");

    public async Task<JsonElement> StatusAsync(string id, string query = "")
    {
        var response = await GetAsync($"/instances/{Uri.EscapeDataString(id)}{query}");
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }

    public Task<HttpResponseMessage> GetAsync(string path) => http.GetAsync(Base + path);

    public Task<HttpResponseMessage> DeleteAsync(string path) => http.DeleteAsync(Base + path);

    public Task<HttpResponseMessage> PostAsync(string path, string? json = null, string type = "application/json") =>
        http.PostAsync(Base + path, json is null ? null : new StringContent(json, Encoding.UTF8, type));

    public async Task<HttpStatusCode> PostStatusAsync(string path, string? json = null, string type = "application/json") =>
        (await PostAsync(path, json, type)).StatusCode;
}
