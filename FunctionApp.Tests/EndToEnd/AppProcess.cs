using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace ImportFunctions.Tests.EndToEnd;

/// <summary>The application as a process of its own, as a user runs it.</summary>
sealed class AppProcess : IAsyncDisposable
{
    static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(60);

    readonly Process _process;
    readonly ConcurrentQueue<string> _output = new();
    readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    AppProcess(Process process)
    {
        _process = process;
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(60) };

    public string Output => string.Join(Environment.NewLine, _output);

    public static async Task<AppProcess> StartAsync(string database, Uri simulator, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "FunctionApp.dll"));
        start.ArgumentList.Add("--urls");
        start.ArgumentList.Add("http://127.0.0.1:0");
        start.Environment["IMPORT_DATABASE"] = database;
        start.Environment["LICHESS_BASE_URL"] = simulator.ToString();
        start.Environment["CHESSCOM_BASE_URL"] = simulator.ToString();
        start.Environment["LICHESS_RATE_LIMIT_SECONDS"] = "1";
        foreach (var (name, value) in settings)
            start.Environment[name] = value;

        var app = new AppProcess(Process.Start(start)!);
        var first = await Task.WhenAny(app._listening.Task, app._process.WaitForExitAsync(), Task.Delay(StartsWithin));
        if (first != app._listening.Task)
        {
            await app.DisposeAsync();
            throw new InvalidOperationException($"The application did not start:{Environment.NewLine}{app.Output}");
        }

        app.Http.BaseAddress = await app._listening.Task;
        return app;
    }

    /// <summary>Ends the process as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks the process to end, as a service manager does.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for the end of the process.</summary>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
        return _process.ExitCode;
    }

    public Task<HttpResponseMessage> PostImportAsync(string user, string platform = "lichess", int limit = 1_000_000, string priority = "interactive") =>
        Http.PostAsync("api/v1/import-more-games", JsonContent.Create(new { user_id = user, platform, limit, priority }));

    public Task<HttpResponseMessage> CancelImportAsync(string user, string platform = "lichess") =>
        Http.DeleteAsync($"api/v1/import-more-games/{user}/{platform}");

    public async Task<JsonElement> ProgressAsync(string user, string platform = "lichess") =>
        await JsonAsync($"api/v1/import-progress/{user}/{platform}");

    public async Task<JsonElement> JsonAsync(string path)
    {
        using var response = await Http.GetAsync(path);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonDocument.Parse(text).RootElement.Clone()
            : throw new InvalidOperationException($"{path} answered {(int)response.StatusCode}: {text}{Environment.NewLine}{Output}");
    }

    /// <summary>Asks for the progress until it is as wanted, and checks on the way that it never goes back.</summary>
    public async Task<JsonElement> ProgressWhenAsync(
        string user, Func<JsonElement, bool> wanted, string platform = "lichess", int withinSeconds = 120)
    {
        var watch = Stopwatch.StartNew();
        var shown = (Run: "", Percent: 0, Imported: 0);
        while (true)
        {
            var progress = await ProgressAsync(user, platform);
            var now = (Run: progress.GetProperty("run_id").GetString() ?? "", Percent: progress.GetProperty("progress").GetInt32(),
                Imported: progress.GetProperty("imported_games").GetInt32());
            if (now.Run == shown.Run && (now.Percent < shown.Percent || now.Imported < shown.Imported))
                Assert.Fail($"Progress went back from {shown} to {now}.");
            shown = now;
            if (wanted(progress))
                return progress;
            if (watch.Elapsed.TotalSeconds > withinSeconds)
                throw new TimeoutException($"Still: {progress}{Environment.NewLine}{Output}");
            await Task.Delay(50);
        }
    }

    public Task<JsonElement> EndOfAsync(string user, string platform = "lichess", int withinSeconds = 120) =>
        ProgressWhenAsync(user, p => Status(p) is "completed" or "failed" or "cancelled", platform, withinSeconds);

    public static string Status(JsonElement progress) => progress.GetProperty("status").GetString()!;

    public static async Task<JsonElement> BodyAsync(HttpResponseMessage response) =>
        JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.Clone();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await KillAsync();
        Http.Dispose();
        _process.Dispose();
    }

    void Hear(string? line)
    {
        if (line is null)
            return;
        _output.Enqueue(line);
        if (_output.Count > 400)
            _output.TryDequeue(out _);
        const string mark = "Now listening on: ";
        var index = line.IndexOf(mark, StringComparison.Ordinal);
        if (index >= 0)
            _listening.TrySetResult(new Uri(line[(index + mark.Length)..].Trim()));
    }
}
