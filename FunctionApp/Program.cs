System.Console.WriteLine("FunctionApp");
