using System.Text.Json;
using Microsoft.DurableTask.Converters;

namespace DurableTask.Postgres.Tests.Abstractions;

public class JsonDataConverterTests
{
    [Fact]
    public void Writes_names_as_declared_and_public_fields_too()
    {
        var json = JsonDataConverter.Default.Serialize(new Sample { Name = "a", Count = 2 });

        Assert.Equal("""{"Name":"a","Count":2}""", json);
        var read = JsonDataConverter.Default.Deserialize<Sample>(json)!;
        Assert.Equal(("a", 2), (read.Name, read.Count));
    }

    [Fact]
    public void Keeps_tuples() => Assert.Equal(
        (1, "b"), JsonDataConverter.Default.Deserialize<(int, string)>(JsonDataConverter.Default.Serialize((1, "b"))));

    [Fact]
    public void Nothing_stays_nothing()
    {
        Assert.Null(JsonDataConverter.Default.Serialize(null));
        Assert.Null(JsonDataConverter.Default.Deserialize(null, typeof(string)));
        Assert.Equal(0, JsonDataConverter.Default.Deserialize<int>(null));
        Assert.Null(JsonDataConverter.Default.Deserialize<string>("null"));
    }

    [Fact]
    public void Follows_given_options()
    {
        var converter = new JsonDataConverter(JsonSerializerOptions.Web);

        Assert.Equal("""{"name":"a"}""", converter.Serialize(new Sample { Name = "a", Count = 2 }));
        Assert.Equal("a", converter.Deserialize<Sample>("""{"NAME":"a"}""")!.Name);
    }

    [Fact]
    public void What_is_not_of_the_type_is_an_error()
        => Assert.Throws<JsonException>(() => JsonDataConverter.Default.Deserialize<int>("\"text\""));

    sealed class Sample
    {
        public int Count;

        public string? Name { get; set; }
    }
}
