using Benchmarks.Engine;
using Benchmarks.Harness;
using Benchmarks.Imports;
using FaultHarness.Rounds;
using LocalPostgres;

// Not a measurement: it has a server and an output of its own.
if (args is ["chaos", ..])
    return await ChaosCommand.RunAsync(args, Console.Out, CancellationToken.None);

IBenchmark[] benchmarks =
[
    new ChainBenchmark(), new FanOutBenchmark(), new LatencyBenchmark(), new EntityBenchmark(), new SemaphoreBenchmark(), new HistoryBenchmark(), new CostBenchmark(),
    new BootBenchmark(), new ImportBenchmark(), new RefillBenchmark(), new MemoryBenchmark(), new ReimportBenchmark(), new StartBenchmark(),
    new DuplicateBenchmark(), new QueueBenchmark(), new TakeoverBenchmark(), new OutageBenchmark(),
];

BenchmarkArguments arguments;
try
{
    arguments = BenchmarkArguments.Parse(args, [.. benchmarks.Select(static benchmark => benchmark.Name)]);
}
catch (ArgumentException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    await Console.Error.WriteLineAsync("dotnet run -c Release --project Benchmarks -- NAME...|all [--full] [--json FILE] [--set NAME=VALUE]...");
    foreach (var benchmark in benchmarks)
        await Console.Error.WriteLineAsync($"  {benchmark.Name,-10} {benchmark.Description}");
    await Console.Error.WriteLineAsync("dotnet run -c Release --project Benchmarks -- chaos [--rounds N] [--seed N] [--logs DIR]");
    return 2;
}

using var stopping = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    stopping.Cancel();
};

var options = new LocalPostgresOptions { Report = Console.WriteLine };
foreach (var (name, value) in arguments.ServerSettings)
    options.Settings[name] = value;
await using var server = await LocalPostgresServer.StartAsync(options, stopping.Token);
Console.WriteLine(await Machine.DescribeAsync(server, arguments.ServerSettings, stopping.Token));

var results = new List<(string, Figures)>();
var context = new BenchmarkContext(server, arguments.Full, Console.Out);
foreach (var benchmark in benchmarks.Where(benchmark => arguments.Names.Count == 0 || arguments.Names.Contains(benchmark.Name)))
{
    Console.WriteLine();
    Console.WriteLine($"{benchmark.Name}: {benchmark.Description}");
    await context.PrepareAsync(stopping.Token);
    var figures = await benchmark.RunAsync(context, stopping.Token);
    Report.Print(Console.Out, figures);
    results.Add((benchmark.Name, figures));
    await context.CleanAsync(stopping.Token);

    // After each, so that a long run that is cut short still leaves what it found.
    if (arguments.JsonFile is { } file)
        await Report.WriteAsync(file, results, stopping.Token);
}

return 0;
