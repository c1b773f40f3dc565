using ProviderSimulator;

if (args is ["--help"] or ["-h"])
{
    Console.WriteLine(CommandLine.Usage);
    return 0;
}

SimulatorOptions options;
try
{
    options = CommandLine.Parse(args);
}
catch (FormatException exception)
{
    Console.Error.WriteLine($"{exception.Message}\n\n{CommandLine.Usage}");
    return 2;
}

await using var simulator = await SimulatorHost.StartAsync(options);
Console.WriteLine($"simulator ready {simulator.BaseUrl.ToString().TrimEnd('/')}");
await simulator.WaitForShutdownAsync();
return 0;
