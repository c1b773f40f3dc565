using DurableTask.Postgres;
using DurableTask.Postgres.Management;
using Microsoft.DurableTask.Client;
using Microsoft.DurableTask.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FaultHarness.Workers;

/// <summary>The process that is killed, frozen and cut off: a worker and a client of the hub, told what to do on standard input.</summary>
static class WorkerProgram
{
    public const string HubName = "Chaos";

    public static async Task RunAsync(string hub, string effects, string name)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(o => o.TimestampFormat = "HH:mm:ss.fff ");
        // Standard output carries answers.
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.AddFilter("DurableTask", LogLevel.Debug);
        builder.Services.AddSingleton(new Effects(effects, name));
        builder.Services.AddDurableTaskWorker(b =>
        {
            b.AddTasks(WorkTasks.Register);
            b.UsePostgres(o => Configure(o, hub));
        });
        builder.Services.AddDurableTaskClient(b => b.UsePostgres(o => Configure(o, hub)));
        using var host = builder.Build();
        await host.StartAsync();
        Console.WriteLine("ready");
        _ = Task.Run(() => ServeAsync(host));
        await host.WaitForShutdownAsync();
    }

    /// <summary>A short lease makes takeovers quick; few loaded orchestrations make replays frequent.</summary>
    public static void Configure(PostgresTaskHubOptions options, string connectionString)
    {
        options.ConnectionString = connectionString;
        options.HubName = HubName;
        options.LeaseDuration = TimeSpan.FromSeconds(1.5);
        options.DrainTimeout = TimeSpan.FromSeconds(1);
        options.MaxLoadedOrchestrations = 8;
        options.MaxPayloadLength = 100_000;
    }

    static async Task ServeAsync(IHost host)
    {
        var client = host.Services.GetRequiredService<DurableTaskClient>();
        var management = host.Services.GetRequiredService<ITaskHubManagement>();
        var writing = new Lock();
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var fields = line.Split('\t');
            _ = Task.Run(async () =>
            {
                string answer;
                try
                {
                    answer = "ok\t" + await ClientCommands.ExecuteAsync(
                        client, management, new WorkerCommand(fields[1], fields[2], fields[3], fields[4]), CancellationToken.None);
                }
                catch (Exception e)
                {
                    answer = $"failed\t{e.GetType().Name}: {e.Message.ReplaceLineEndings(" ")}";
                }

                lock (writing)
                {
                    Console.WriteLine($"{fields[0]}\t{answer}");
                }
            });
        }

        // The driver is gone.
        Environment.Exit(3);
    }
}
