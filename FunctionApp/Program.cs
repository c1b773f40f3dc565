using ImportFunctions;
using ImportFunctions.Games;
using ImportFunctions.Settings;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

try
{
    var builder = FunctionsApplication.CreateBuilder(args);

    // HTTP triggers get ASP.NET Core's own types on either host.
    builder.ConfigureFunctionsWebApplication();

    // The database with its migrations, and the providers that fill it.
    builder.Services.AddGameImport(builder.Configuration);

    // What the functions share: limits, the table of runs, the gate seen from outside.
    builder.Services.AddImports(builder.Configuration);

    await builder.Build().RunAsync();
    return 0;
}
catch (WrongSettingException e)
{
    // Whoever starts the program needs the sentence, not where it was thrown.
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}
