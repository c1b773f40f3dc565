System.Console.WriteLine("ProviderSimulator");
