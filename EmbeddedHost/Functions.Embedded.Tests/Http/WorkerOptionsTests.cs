using System.Net;
using System.Text;
using System.Text.Json;
using Azure.Core.Serialization;
using Functions.Embedded.Tests.Durable;
using Functions.Embedded.Tests.Support;
using LocalPostgres.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Azure.Functions.Worker.Http;
using Microsoft.DurableTask;
using Microsoft.Extensions.DependencyInjection;
using FromBodyAttribute = Microsoft.Azure.Functions.Worker.Http.FromBodyAttribute;

namespace Functions.Embedded.Tests.Http;

/// <summary>The application's own serializer and input converters.</summary>
public sealed class WorkerOptionsTests
{
    [Fact]
    public async Task Serializer_ReadsAndWritesBodies()
    {
        await using var host = await TestHost.StartAsync(
            [typeof(Functions)], configure: b => b.Services.Configure<WorkerOptions>(SnakeCase));
        const string Json = """{"first_name":"Ada","last_name":"L"}""";
        Assert.Equal("Ada", await (await host.Http.PostAsync("/api/FromBody", Body(Json))).Content.ReadAsStringAsync());
        var data = await host.Http.PostAsync("/api/Data", Body(Json));
        Assert.Equal("application/json; charset=utf-8", data.Content.Headers.ContentType!.ToString());
        Assert.Equal(Json, await data.Content.ReadAsStringAsync());
        var own = await host.Http.PostAsync("/api/OwnSerializer", Body(Json));
        Assert.Equal("""{"FirstName":"Ada","LastName":"L"}""", await own.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.BadRequest, (await host.Http.PostAsync("/api/FromBody", Body("{"))).StatusCode);
    }

    [Fact]
    public async Task Serializer_IsThatOfDurablePayloads()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var host = await TestHost.StartAsync(
            [typeof(DurablePeople)],
            new() { ["IMPORT_DATABASE"] = database.ConnectionString },
            b => b.Services.Configure<WorkerOptions>(SnakeCase),
            DurableHost.HostJson);
        var api = new ManagementClient(host.Http);

        var id = await api.StartAsync("Rename", new { first_name = "Ada", last_name = "L" });

        var done = await api.UntilFinishedAsync(id);
        Assert.Equal("""{"first_name":"Ada","last_name":"Lovelace"}""", done.GetProperty("output").GetRawText());
    }

    [Fact]
    public async Task InputConverters_AreAskedInOrder_AndLeaveTheRestAsItIs()
    {
        await using var host = await TestHost.StartAsync([typeof(Converted)], configure: b =>
        {
            b.Services.AddSingleton(new Prefix("p:"));
            b.Services.Configure<WorkerOptions>(options =>
            {
                options.InputConverters.Register<NameConverter>();
                options.InputConverters.RegisterAt<Never>(0);
                Assert.Equal([typeof(Never), typeof(NameConverter)], options.InputConverters);
            });
        });
        Assert.Equal("p:ada 7", await host.Http.GetStringAsync("/api/people/ada/7"));
        var wrong = await host.Http.GetAsync("/api/people/bad/7");
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Fact]
    public async Task TypeThatNothingProvides_IsRefusedWithoutConverters()
    {
        Assert.Contains("'name'", await TestHost.RefusalAsync([typeof(Converted)]), StringComparison.Ordinal);
    }

    static void SnakeCase(WorkerOptions options) => options.Serializer =
        new JsonObjectSerializer(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower });

    static StringContent Body(string json) => new(json, Encoding.UTF8, "application/json");

    public sealed record Person(string FirstName, string LastName);

    public sealed record Name(string Text);

    public sealed record Prefix(string Text);

    public sealed class Functions
    {
        [Function("FromBody")]
        public static string FromBody([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequest request, [FromBody] Person person) =>
            person.FirstName;

        [Function("Data")]
        public static async Task<HttpResponseData> Data([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequestData request)
        {
            var response = request.CreateResponse();
            await response.WriteAsJsonAsync(await request.ReadFromJsonAsync<Person>());
            return response;
        }

        [Function("OwnSerializer")]
        public static async Task<HttpResponseData> OwnSerializer([HttpTrigger(AuthorizationLevel.Anonymous, "post")] HttpRequestData request)
        {
            var response = request.CreateResponse();
            await response.WriteAsJsonAsync(await request.ReadFromJsonAsync<Person>(), new JsonObjectSerializer());
            return response;
        }
    }

    public sealed class DurablePeople
    {
        [Function("Rename")]
        public static Task<Person> Rename([OrchestrationTrigger] TaskOrchestrationContext context, Person person) =>
            context.CallActivityAsync<Person>("RenameActivity", person);

        [Function("RenameActivity")]
        public static Person RenameActivity([ActivityTrigger] Person person) => person with { LastName = person.LastName + "ovelace" };
    }

    public sealed class Converted
    {
        [Function("People")]
        public static string People(
            [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "people/{name}/{age:int}")] HttpRequest request, Name name, int age) =>
            $"{name.Text} {age}";
    }

    sealed class NameConverter(Prefix prefix) : IInputConverter
    {
        public ValueTask<ConversionResult> ConvertAsync(ConverterContext context) => ValueTask.FromResult(
            context.TargetType != typeof(Name) ? ConversionResult.Unhandled()
            : (string)context.Source! == "bad" ? ConversionResult.Failed(new FormatException("bad name"))
            : ConversionResult.Success(new Name(prefix.Text + context.Source)));
    }

    sealed class Never : IInputConverter
    {
        public ValueTask<ConversionResult> ConvertAsync(ConverterContext context) => ValueTask.FromResult(ConversionResult.Unhandled());
    }
}
