using LocalPostgres;

// The owner of a server that a test kills: says what it started, then waits for its end.
await using var server = await LocalPostgresServer.StartAsync(new LocalPostgresOptions());
Console.WriteLine(server.DataDirectory);
// A name that no other server knows, should one get this server's port.
Console.WriteLine(await server.CreateDatabaseAsync($"owned_{Guid.NewGuid():N}"));
await Task.Delay(Timeout.Infinite);
