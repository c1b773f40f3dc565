using LocalPostgres;

// The owner of a server that a test kills: says what it started, then waits for its end.
await using var server = await LocalPostgresServer.StartAsync(new LocalPostgresOptions());
Console.WriteLine(server.DataDirectory);
Console.WriteLine(server.ConnectionString);
await Task.Delay(Timeout.Infinite);
